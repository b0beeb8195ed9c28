from spindetect.bulk import build_many as build_many

# Two images from one file: `portal` (web server, worker, beat, upgrades) and `proxy` (nginx with the static files).
FROM python:3.11-slim-bookworm AS portal
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /srv/files
WORKDIR /srv/portal
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY . .
# Compiling catalogs and collecting static files needs a complete environment, but neither secrets nor servers.
RUN export SECRET_KEY=only-for-building-0123456789-0123456789-0123456789 ALLOWED_HOSTS=build \
        PORTAL_URL=https://build DATABASE_URL=postgres:///build REDIS_URL=redis://build EMAIL_HOST=build \
        PORTAL_PROVINCE=build PORTAL_STATIC_DIR=/srv/static \
    && python manage.py messages --compile \
    && python manage.py collectstatic --noinput --verbosity 0
ENV PORTAL_STATIC_DIR=/srv/static PORTAL_FILES_DIR=/srv/files
USER portal
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "--bind", "0.0.0.0:8000", "reformportal.wsgi"]

FROM nginx:stable-bookworm AS proxy
COPY deploy/nginx.conf /etc/nginx/nginx.conf
COPY deploy/pages /srv/pages
COPY --from=portal /srv/static /srv/static
USER nginx
EXPOSE 8080 8443

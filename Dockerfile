# The service alone: Redis and SFTP are containers of their own (docker-compose.yml).
FROM node:24-bookworm-slim
WORKDIR /app

# The image brings Node 24, so the optional packages that bring it elsewhere stay out. No install script is needed.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

COPY LICENSE ./
COPY src src
COPY workers workers
COPY schemas schemas
COPY config config
COPY fixtures fixtures

# 1000 is the image's own user; the SFTP container gives its files to the same group.
RUN mkdir -p /var/lib/ecluse /var/lib/ecluse-archive && chown 1000:1000 /var/lib/ecluse /var/lib/ecluse-archive
USER 1000:1000
ENV NODE_ENV=production ECLUSE_DATA=/var/lib/ecluse ECLUSE_CONFIG=/app/config
VOLUME /var/lib/ecluse
STOPSIGNAL SIGTERM
CMD ["node", "src/cli/main.ts", "start"]

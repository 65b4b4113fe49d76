#!/usr/bin/env bash
# Installs the peers by their ordinary packages (Debian or Ubuntu, as root) and compiles the Lucene driver.
# usage: install.sh WORK — the bench's work folder, where WORK/peers is made
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools="${1:?usage: install.sh WORK}/peers"
mkdir -p "$tools"

apt-get update -qq
apt-get install -y -qq --no-install-recommends liblucene8-java default-jdk-headless python3-venv ripgrep

# jieba and Whoosh; python's own sqlite3 brings FTS5 with the trigram tokenizer.
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet jieba==0.42.1 whoosh-reloaded==2.7.5

jars=$(ls /usr/share/java/lucene-{core,analyzers-common,analyzers-smartcn}-8.*.jar | tr '\n' ':')
javac -cp "$jars" -d "$tools/classes" "$here/Lucene.java"
echo "$jars$tools/classes" > "$tools/lucene.classpath"

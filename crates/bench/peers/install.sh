#!/usr/bin/env bash
# Installs the peers by their ordinary packages (Debian or Ubuntu, as root) and compiles the Lucene driver.
# usage: install.sh WORK — the bench's work folder, where WORK/peers is made
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?usage: install.sh WORK}/peers"
tools=$(cd "$1/peers" && pwd)

apt-get update -qq
apt-get install -y -qq --no-install-recommends liblucene8-java default-jdk-headless python3-venv ripgrep

# jieba and Whoosh; python's own sqlite3 brings FTS5 with the trigram tokenizer.
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet jieba==0.42.1 whoosh-reloaded==2.7.5

jars=$(ls /usr/share/java/lucene-{core,analyzers-common,analyzers-smartcn}-8.*.jar | tr '\n' ':')
javac -cp "$jars" -d "$tools/classes" "$here/Lucene.java"
echo "$jars$tools/classes" > "$tools/lucene.classpath"

# SeekStorm as a library, in a workspace of its own: several hundred crates, some minutes.
cargo build --release --locked --manifest-path "$here/seekstorm/Cargo.toml" --target-dir "$tools/seekstorm"

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/session/secretstore.h>

#include "keyring.h"
#include "secretfile.h"

#include <QtCore/QTimer>

#include <utility>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Error noFile()
{
    return {u"This run keeps no file of secrets."_s};
}

// The entered ones before those that were kept.
ConnectionSecrets merged(const ConnectionSecrets &kept, SecretKinds wanted, const ConnectionSecrets &entered)
{
    const auto choose = [wanted](SecretKind kind, const Secret &old, const Secret &fresh) {
        return !fresh.isEmpty() ? fresh : wanted.testFlag(kind) ? old : Secret();
    };
    return {.password = choose(SecretKind::Password, kept.password, entered.password),
        .keyPassword = choose(SecretKind::KeyPassword, kept.keyPassword, entered.keyPassword)};
}

} // namespace

SecretStore::SecretStore(QString file, QString service, QObject *parent)
    : QObject(parent)
    , m_file(std::move(file))
    , m_service(std::move(service))
{
}

SecretStore::~SecretStore() = default;

bool SecretStore::hasKeyring() noexcept
{
    return keyring::isBuiltIn();
}

// So that a caller need not reckon with an answer before the call has returned.
void SecretStore::answerLater(std::function<void()> answer)
{
    QTimer::singleShot(0, this, std::move(answer));
}

void SecretStore::read(SecretPlace place, const QString &connection, Found found)
{
    if (place == SecretPlace::Keyring) {
        keyring::read(this, m_service, connection, std::move(found));
        return;
    }
    Result<ConnectionSecrets> secrets = ConnectionSecrets();
    if (place == SecretPlace::File) {
        secrets = m_file.isEmpty() ? noFile() : readSecretFile(m_file, connection);
    }
    answerLater([secrets = std::move(secrets), found = std::move(found)] { found(secrets); });
}

void SecretStore::write(SecretPlace place, const QString &connection, const ConnectionSecrets &secrets, Done done)
{
    if (secrets.isEmpty()) {
        remove(place, connection, std::move(done));
        return;
    }
    if (place == SecretPlace::Keyring) {
        keyring::write(this, m_service, connection, secrets, std::move(done));
        return;
    }
    Result<bool> written = true;
    if (place == SecretPlace::File) {
        written = m_file.isEmpty() ? noFile() : changeSecretFile(m_file, connection, secrets);
    }
    answerLater([written = std::move(written), done = std::move(done)] { done(written); });
}

void SecretStore::change(SecretPlace from, SecretPlace to, const QString &connection, SecretKinds wanted,
    const ConnectionSecrets &entered, const Done &done)
{
    const auto keep = [=, this](const Result<ConnectionSecrets> &kept) {
        if (!kept) {
            done(Error{kept.error()});
            return;
        }
        write(to, connection, merged(*kept, wanted, entered), [=, this](const Result<bool> &written) {
            if (written && from != to) {
                remove(from, connection, done);
            } else {
                done(written);
            }
        });
    };
    if (entered.kinds() == wanted) { // a place that cannot be read any more does not hinder what replaces it
        answerLater([keep] { keep(ConnectionSecrets()); });
    } else {
        read(from, connection, keep);
    }
}

void SecretStore::remove(SecretPlace place, const QString &connection, Done done)
{
    if (place == SecretPlace::Keyring) {
        keyring::remove(this, m_service, connection, std::move(done));
        return;
    }
    Result<bool> removed = true;
    if (place == SecretPlace::File && !m_file.isEmpty()) {
        removed = changeSecretFile(m_file, connection, {});
    }
    answerLater([removed = std::move(removed), done = std::move(done)] { done(removed); });
}

} // namespace ember

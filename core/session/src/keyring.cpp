// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyring.h"

#include "secretfile.h"

#include <qt6keychain/keychain.h>

#include <utility>

namespace ember::keyring {

using namespace Qt::StringLiterals;

namespace {

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return {u"The system keyring stayed locked: try again and unlock it, or choose to be asked each time."_s};
    default: {
        const QString said = job.errorString().simplified();
        return {u"No system keyring can be used here%1: start one (GNOME Keyring, KWallet, KeePassXC), or choose to be "
                u"asked each time."_s.arg(said.isEmpty() ? QString() : u" (%1)"_s.arg(said))};
    }
    }
}

// A job deletes itself once it has finished; nothing but its answer depends on the store.
template <typename Job, typename Answer>
void start(Job *job, QObject *context, const QString &connection, Answer answer)
{
    job->setKey(connection);
    QObject::connect(job, &QKeychain::Job::finished, context,
        [answer = std::move(answer)](QKeychain::Job *finished) { answer(static_cast<Job &>(*finished)); });
    job->start();
}

} // namespace

bool isBuiltIn() noexcept
{
    return true;
}

void read(QObject *context, const QString &service, const QString &connection, SecretStore::Found found)
{
    using Job = QKeychain::ReadPasswordJob;
    start(new Job(service), context, connection, [found = std::move(found)](const Job &job) {
        if (job.error() == QKeychain::EntryNotFound) {
            found(ConnectionSecrets());
        } else if (job.error() != QKeychain::NoError) {
            found(errorOf(job));
        } else if (const auto secrets = secretsFromText(job.textData().toUtf8())) {
            found(*secrets);
        } else { // not repeated
            found(Error{u"What the keyring holds for this connection is not what this program wrote; enter "
                        u"the password anew."_s});
        }
    });
}

void write(QObject *context, const QString &service, const QString &connection, const ConnectionSecrets &secrets,
    SecretStore::Done done)
{
    using Job = QKeychain::WritePasswordJob;
    auto *job = new Job(service);
    job->setTextData(QString::fromUtf8(secretsText(secrets)));
    start(job, context, connection, [done = std::move(done)](const Job &finished) {
        done(finished.error() == QKeychain::NoError ? Result<bool>(true) : errorOf(finished));
    });
}

void remove(QObject *context, const QString &service, const QString &connection, SecretStore::Done done)
{
    using Job = QKeychain::DeletePasswordJob;
    start(new Job(service), context, connection, [done = std::move(done)](const Job &job) {
        const bool isGone = job.error() == QKeychain::NoError || job.error() == QKeychain::EntryNotFound;
        done(isGone ? Result<bool>(true) : errorOf(job));
    });
}

} // namespace ember::keyring

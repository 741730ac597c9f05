// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Instead of keyring.cpp where QtKeychain was not there at configure time.
#include "keyring.h"

#include <QtCore/QTimer>

#include <utility>

namespace ember::keyring {

using namespace Qt::StringLiterals;

namespace {

Error absent()
{
    return {u"This build of Emberscope has no keyring (it was built without QtKeychain): choose to "
            u"be asked each time."_s};
}

} // namespace

bool isBuiltIn() noexcept
{
    return false;
}

void read(QObject *context, const QString &, const QString &, SecretStore::Found found)
{
    QTimer::singleShot(0, context, [found = std::move(found)] { found(absent()); });
}

void write(QObject *context, const QString &, const QString &, const ConnectionSecrets &, SecretStore::Done done)
{
    QTimer::singleShot(0, context, [done = std::move(done)] { done(absent()); });
}

void remove(QObject *context, const QString &, const QString &, SecretStore::Done done)
{
    QTimer::singleShot(0, context, [done = std::move(done)] { done(true); });
}

} // namespace ember::keyring

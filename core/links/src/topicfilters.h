// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/profile.h>

#include <QtCore/QList>
#include <QtCore/QStringList>

namespace ember {

/// What to subscribe to: the filters asked for, else those of the profiles, else everything. Filters that another one
/// covers are left out: a broker may deliver a message once per matching subscription (MQTT 3.1.1 §3.3.5), and each
/// would count. Pure; any thread.
[[nodiscard]] QStringList subscriptions(const QStringList &asked, const QList<ProfilePtr> &profiles);

/// True if every topic that `narrow` matches is matched by `wide` too.
[[nodiscard]] bool filterCovers(QStringView wide, QStringView narrow);

} // namespace ember

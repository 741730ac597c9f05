// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "droppattern.h"

namespace ember {

using namespace Qt::StringLiterals;

QString DropPattern::dropped(std::chrono::steady_clock::duration stood, const QString &reason)
{
    m_soon = stood < kSoon ? m_soon + 1 : 0;
    if (m_soon < kDrops || m_clientId.isEmpty() || reason.contains(u"“%1”"_s.arg(m_clientId))) {
        return {};
    }
    return u"probably another client with the id “%1”: dropped %2 times within %3 s of connecting"_s.arg(m_clientId)
        .arg(m_soon)
        .arg(std::chrono::duration_cast<std::chrono::seconds>(kSoon).count());
}

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "closinglink.h"

#include <tuple>
#include <utility>

namespace ember {

ClosingLink::ClosingLink(std::shared_ptr<Link> link, const QString &reason)
    : m_link(std::move(link))
    , m_thread([this, reason] {
        m_link->close(reason);
        m_over = true;
    })
{
}

ClosingLink::~ClosingLink()
{
    std::ignore = waited();
}

const Link &ClosingLink::waited()
{
    if (m_thread.joinable()) {
        m_thread.join();
    }
    return *m_link;
}

} // namespace ember

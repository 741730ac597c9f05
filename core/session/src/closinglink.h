// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/links/link.h>

#include <QtCore/QString>

#include <atomic>
#include <memory>
#include <thread>

namespace ember {

/// A link that is being closed by a thread of its own: what it has queued is still handled, which takes as long as
/// LinkOptions::closePatience where handlers lag behind. Made, asked and destroyed on one thread; the destructor waits.
class ClosingLink
{
public:
    ClosingLink(std::shared_ptr<Link> link, const QString &reason);
    ~ClosingLink();
    ClosingLink(const ClosingLink &) = delete;
    ClosingLink &operator=(const ClosingLink &) = delete;

    /// Whether it is closed; then the destructor waits for nothing.
    [[nodiscard]] bool isOver() const noexcept { return m_over; }
    [[nodiscard]] const Link &link() const noexcept { return *m_link; }
    /// The link, closed; waits for that.
    [[nodiscard]] const Link &waited();

private:
    std::shared_ptr<Link> m_link;
    std::atomic<bool> m_over = false;
    std::thread m_thread; // last: it uses the others
};

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QtGlobal>

#include <cstddef>

namespace ember {

/// What a full inbox does with one more event. Every loss is counted by its reason and told by `emitter.overflowed`.
enum class InboxPolicy : quint8
{
    Refuse, ///< post() returns false
    DropOldest, ///< the oldest waiting event makes room
    CoalesceLatest, ///< a waiting event of the same name and source is replaced, at any fill; refuses when still full
};

struct InboxOptions
{
    std::size_t limit = 1'000;
    InboxPolicy policy = InboxPolicy::Refuse;
};

} // namespace ember

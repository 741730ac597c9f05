// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QStringView>

namespace ember {

/// True if an MQTT topic filter covers a topic (MQTT 3.1.1 §4.7): `+` stands for one level, `#` as the last level for
/// any number of levels including none, so "a/#" covers "a" (nwp500.md §2). A filter that starts with a wildcard does
/// not cover topics that start with `$`. An invalid filter covers nothing. Any thread; allocates nothing.
[[nodiscard]] bool topicMatches(QStringView filter, QStringView topic) noexcept;

/// True if `filter` may be sent in a subscription: not empty, no NUL, wildcards alone in their level, `#` only last.
[[nodiscard]] bool isValidTopicFilter(QStringView filter) noexcept;

/// The level with that number (from 0) of a topic; a null view if the topic has fewer. Borrowed from `topic`.
[[nodiscard]] QStringView topicLevel(QStringView topic, int index) noexcept;

/// `count` levels from the level with that number on, with the slashes between them, as far as the topic has them; a
/// null view if it does not have the first. Borrowed from `topic`.
[[nodiscard]] QStringView topicLevels(QStringView topic, int first, int count) noexcept;

} // namespace ember

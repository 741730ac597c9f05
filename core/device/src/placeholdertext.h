// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/definitions.h>
#include <ember/events/event.h>
#include <ember/events/value.h>

#include <QtCore/QString>

#include <optional>

namespace ember {

/// `text`, or a number filled up with zeros to `width` digits if the template asks for that.
[[nodiscard]] QString withWidth(const Value &value, int width, const QString &text);
/// What a placeholder for a field reads as; nullopt if there is nothing to show.
[[nodiscard]] std::optional<QString> fieldPlaceholderText(
    const FieldDefinition &field, FieldPath::Kind kind, const Value &value, const Value &raw, int width);
/// A path below `data` of an event, or of the message it was made from. Borrowed from the event.
[[nodiscard]] Value valueOf(const Event &event, Symbol path) noexcept;

} // namespace ember

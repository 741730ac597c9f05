// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/device/definitions.h>

#include <QtCore/QJsonValue>

namespace ember {

/// A decoded value for people: numbers with the field's decimals, booleans and enumerations in words, null as
/// "unknown". `definition` may be null. The unit is not part of it.
[[nodiscard]] QString valueWords(const QJsonValue &value, const FieldDefinition *definition);
/// A raw value as on the wire: texts in quotes, everything else as JSON writes it; empty when absent.
[[nodiscard]] QString rawWords(const QJsonValue &raw);
/// How a field's raw value becomes its value: "raw × 0.5", "on when raw is 2".
[[nodiscard]] QString ruleWords(const Encoding &encoding);

} // namespace ember

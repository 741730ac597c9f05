// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>

namespace ember {

/// A status message broken in way `number` modulo 6: no JSON at all, JSON that ends too early, text where a number
/// belongs, an array around everything, a status that is not an object, bytes that are not UTF-8.
[[nodiscard]] QByteArray simulatedGarbage(const QByteArray &status, int number);

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <optional>

namespace ember {

/// Whether bytes can be shown as text: valid UTF-8 (a sequence cut at the end is forgiven) without control characters
/// but tab, line feed and carriage return.
[[nodiscard]] bool isShowableText(QByteArrayView bytes);

/// Bytes as lines of sixteen: offset, hexadecimal, printable ASCII. `offset` is that of the first byte.
[[nodiscard]] QString hexDump(QByteArrayView bytes, qsizetype offset);

/// JSON with line breaks and indents between its own tokens: order, numbers and texts stay exactly as received. Nothing
/// if the bytes are not JSON.
[[nodiscard]] std::optional<QByteArray> indentedJson(const QByteArray &json);

} // namespace ember

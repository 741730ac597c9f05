// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

namespace ember::e2e {

/// What a secret of at least 8 bytes could look like in a text: as it is, in parts, percent-encoded in each of the
/// usual ways, in hexadecimal digits and in base64, whatever stands around it.
[[nodiscard]] QList<QByteArray> formsOf(const QByteArray &secret);
/// Those of base64 alone.
[[nodiscard]] QList<QByteArray> base64Forms(const QByteArray &secret);

/// Which form of which secret stands in a text, for a person; empty: none.
[[nodiscard]] QByteArray secretIn(const QByteArray &text, const QList<QByteArray> &secrets);
/// The same for every file of a directory and those below; `files` counts them.
[[nodiscard]] QByteArray secretInFiles(const QString &directory, const QList<QByteArray> &secrets, int &files);

} // namespace ember::e2e

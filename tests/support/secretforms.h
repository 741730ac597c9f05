// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QString>

/// How a secret may stand in a text that nobody wanted it in. Any thread.
namespace secretforms {

/// As it is, percent-encoded in the ways that occur, in hexadecimal digits, its beginning and its end alone, and in
/// base64 at each of the three places that decide the letters.
[[nodiscard]] QList<QByteArray> formsOf(const QByteArray &secret);
/// The first form of a secret that the text holds; empty if none.
[[nodiscard]] QByteArray formIn(const QByteArray &text, const QList<QByteArray> &secrets);
/// Of all files below a directory, hidden ones too, those that hold a form of a secret: "file: form". `looked` grows by
/// the files that were read.
[[nodiscard]] QStringList filesWithSecrets(const QString &directory, const QList<QByteArray> &secrets, int &looked);

} // namespace secretforms

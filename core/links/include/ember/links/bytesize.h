// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/result.h>

#include <QtCore/QStringView>

namespace ember {

/// A size as people write it: "16MiB", "128 MB", "4096"; bytes. kB, MB and GB are steps of 1,000, KiB, MiB and GiB of
/// 1,024; a bare number means bytes. The error names the form. Any thread.
[[nodiscard]] Result<qint64> parseByteSize(QStringView text);

} // namespace ember

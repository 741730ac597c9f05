// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QString>

#include <cstdio>
#include <cstdlib>

namespace ember::fuzz {

/// Ends the program, which libFuzzer reports with the input, unless `holds`. `rule` says what should have held,
/// `details` what was there instead.
inline void require(bool holds, const char *rule, const QString &details = {})
{
    if (!holds) {
        std::fprintf(stderr, "Broken rule: %s\n%s\n", rule, qPrintable(details));
        std::abort();
    }
}

} // namespace ember::fuzz

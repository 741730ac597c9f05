// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <ember/links/bytesize.h>

#include <QtCore/QString>

#include <array>
#include <limits>

namespace ember {

using namespace Qt::StringLiterals;

Result<qint64> parseByteSize(QStringView text)
{
    struct Unit
    {
        QStringView name;
        qint64 bytes;
    };
    static constexpr std::array<Unit, 8> kUnits{{{u"GiB", 1 << 30}, {u"MiB", 1 << 20}, {u"KiB", 1 << 10},
        {u"GB", 1'000'000'000}, {u"MB", 1'000'000}, {u"kB", 1'000}, {u"B", 1}, {u"", 1}}};
    const QStringView trimmed = text.trimmed();
    for (const Unit &unit : kUnits) {
        if (trimmed.endsWith(unit.name, Qt::CaseInsensitive)) {
            bool ok = false;
            const qint64 count = trimmed.chopped(unit.name.size()).trimmed().toLongLong(&ok);
            if (!ok || count < 0 || count > std::numeric_limits<qint64>::max() / unit.bytes) {
                break;
            }
            return count * unit.bytes;
        }
    }
    return Error{u"“%1” is no size; write for example 16MiB, 500kB or 4096 (bytes)."_s.arg(text)};
}

} // namespace ember

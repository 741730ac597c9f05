// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspector/rawtext.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QStringDecoder>

#include <algorithm>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kBytesPerLine = 16;

void breakLine(QByteArray &out, int depth)
{
    out += '\n';
    out.append(qsizetype(depth) * 2, ' ');
}

} // namespace

bool isShowableText(QByteArrayView bytes)
{
    const auto control = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0x7F || (byte < 0x20 && c != '\t' && c != '\n' && c != '\r');
    };
    if (std::ranges::any_of(bytes, control)) {
        return false;
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder.decode(bytes);
    return !decoder.hasError();
}

QString hexDump(QByteArrayView bytes, qsizetype offset)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    QByteArray dump;
    dump.reserve((bytes.size() / kBytesPerLine + 1) * 78);
    for (qsizetype begin = 0; begin < bytes.size(); begin += kBytesPerLine) {
        const QByteArrayView line = bytes.sliced(begin, qMin(kBytesPerLine, bytes.size() - begin));
        dump += QByteArray::number(offset + begin, 16).rightJustified(8, '0') + "  ";
        for (qsizetype i = 0; i < kBytesPerLine; ++i) {
            if (i < line.size()) {
                const auto byte = static_cast<unsigned char>(line[i]);
                dump += kDigits[byte >> 4U];
                dump += kDigits[byte & 0xFU];
                dump += ' ';
            } else {
                dump += "   ";
            }
            if (i == kBytesPerLine / 2 - 1) {
                dump += ' ';
            }
        }
        dump += ' ';
        for (const char c : line) {
            dump += c >= 0x20 && c < 0x7F ? c : '.';
        }
        dump += '\n';
    }
    return QString::fromLatin1(dump);
}

std::optional<QByteArray> indentedJson(const QByteArray &json)
{
    if (QJsonDocument::fromJson(json).isNull()) {
        return {};
    }
    QByteArray out;
    out.reserve(json.size() * 2);
    int depth = 0;
    bool inText = false;
    bool opened = false; // an empty object or array stays on one line
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json.at(i);
        if (inText) {
            out += c;
            if (c == '\\' && i + 1 < json.size()) {
                out += json.at(++i);
            } else if (c == '"') {
                inText = false;
            }
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            continue;
        }
        const bool closes = c == '}' || c == ']';
        if (closes) {
            --depth;
        }
        if (opened != closes) {
            breakLine(out, depth);
        }
        opened = c == '{' || c == '[';
        out += c;
        if (opened) {
            ++depth;
        } else if (c == ',') {
            breakLine(out, depth);
        } else if (c == ':') {
            out += ' ';
        } else if (c == '"') {
            inText = true;
        }
    }
    return out;
}

} // namespace ember

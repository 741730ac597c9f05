// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ember/events/value.h>

#include <QtCore/QString>
#include <QtCore/QStringList>

#include <memory>
#include <utility>
#include <vector>

namespace ember {

/// value = raw × scale + offset, free of decimal noise: scale and offset are kept as decimal fractions, so 586 at 0.1
/// is the double nearest to 58.6. Immutable; any thread.
class LinearScale
{
public:
    /// The identity.
    LinearScale() = default;
    LinearScale(double scale, double offset);

    [[nodiscard]] bool isIdentity() const noexcept { return m_scale == 1.0 && m_offset == 0.0; }
    /// The value of a raw number; may be infinite for a raw number near the largest double.
    [[nodiscard]] double apply(double raw) const noexcept;
    /// The raw number of a value, not rounded.
    [[nodiscard]] double invert(double value) const noexcept { return (value - m_offset) / m_scale; }
    /// Whether apply() gives a finite number for every integer of 64 bits.
    [[nodiscard]] bool keepsIntegersFinite() const noexcept;

private:
    double m_scale = 1;
    double m_offset = 0;
    // With m_divisor above 0: value = (raw × m_factor + m_addend) ÷ m_divisor, one rounding for whole raw numbers.
    double m_factor = 1;
    double m_addend = 0;
    double m_divisor = 1;
};

/// How a raw value of the wire becomes a value: one entry of a profile's `encodings`. Immutable; any thread.
struct Encoding
{
    enum class Kind : quint8
    {
        Linear, ///< any finite number, scaled
        Boolean, ///< true for the listed integers, false for every other one
        TriState, ///< true, false or unknown (null); integers that are not listed are unknown
        Enumeration, ///< an integer with a label; an unknown one is kept and has none
        Bits, ///< an integer whose bits have labels
        Integer, ///< an integer as it is
        Text,
    };

    QString id;
    Kind kind = Kind::Integer;
    LinearScale scale;
    QString unit;
    int decimals = -1; ///< digits after the point when shown; -1: as many as the number has
    std::vector<qint64> trueValues;
    std::vector<qint64> falseValues;
    QStringList trueTexts; ///< texts of the wire that mean true, and false: "ON", "OFF"
    QStringList falseTexts;
    bool takesBooleans = false; ///< JSON's true and false stand for themselves
    std::vector<std::pair<qint64, QString>> labels; ///< by number, rising; of bits in the file's order
    QString trueText = QStringLiteral("on"); ///< how booleans are shown
    QString falseText = QStringLiteral("off");
    QString nullText = QStringLiteral("unknown");

    /// Whether every integer of 64 bits is a valid raw value.
    [[nodiscard]] bool takesEveryInteger() const noexcept
    {
        return kind == Kind::Linear ? scale.keepsIntegersFinite() : kind != Kind::Text && !isOfWords();
    }
    /// A boolean (or tri-state) whose integers are not all said to mean something: it is one by its words.
    [[nodiscard]] bool isOfWords() const noexcept
    {
        return (kind == Kind::Boolean || kind == Kind::TriState) && trueValues.empty() && falseValues.empty();
    }
    /// Whether the value is a valid raw value of this encoding. Allocates nothing.
    [[nodiscard]] bool fits(const Value &raw) const noexcept;
    /// Everything but Linear and Text takes whole numbers only.
    [[nodiscard]] bool needsInteger() const noexcept { return kind != Kind::Linear && kind != Kind::Text; }
    /// The value of a valid raw value (an integer or real, or a text for Text). Allocates nothing; a text is borrowed
    /// from `raw`. An absent raw value gives an absent value.
    [[nodiscard]] Value decode(const Value &raw) const noexcept;
    /// The label of an enumeration's number; a null view for an unknown number and for every other kind. Borrowed.
    [[nodiscard]] QStringView label(const Value &raw) const noexcept;
};

using EncodingPtr = std::shared_ptr<const Encoding>;

} // namespace ember

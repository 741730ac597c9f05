// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commands/parametereditor.h"

#include "theme/theme.h"

#include <QtCore/QDate>
#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QDoubleSpinBox>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

#include <cmath>

namespace ember {

using namespace Qt::StringLiterals;
using Kind = CommandParameter::Kind;

namespace {

const QString kCelsius = u"°C"_s;
const QString kFahrenheit = u"°F"_s;

/// "10, 11" and "1-3" as numbers; what is neither becomes a text, which is refused with words.
QJsonArray numbersOf(const QString &text)
{
    static const QRegularExpression separator(u"[,;\\s]+"_s);
    static const QRegularExpression stretch(u"^(\\d{1,4})-(\\d{1,4})$"_s);
    QJsonArray numbers;
    for (const QString &part : text.split(separator, Qt::SkipEmptyParts)) {
        bool ok = false;
        const int number = part.toInt(&ok);
        if (const auto range = stretch.match(part); range.hasMatch()) {
            for (int i = range.captured(1).toInt(); i <= range.captured(2).toInt(); ++i) {
                numbers.append(i);
            }
        } else {
            numbers.append(ok ? QJsonValue(number) : QJsonValue(part));
        }
    }
    return numbers;
}

/// The unit chosen last in this run: who thinks in °F does so for the next command too.
QString &preferredUnit()
{
    static QString unit = kCelsius;
    return unit;
}

} // namespace

bool hasEditor(const CommandParameter &parameter)
{
    return parameter.kind != Kind::List && parameter.kind != Kind::Days;
}

ParameterEditor::ParameterEditor(const CommandParameter &parameter, const DeviceState &state, QWidget *parent)
    : QWidget(parent)
    , m_parameter(parameter)
    , m_state(state)
    , m_unit(parameter.unit)
    , m_range(new QLabel(this))
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metric::kPadding);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metric::kGrid);
    layout->addLayout(row);
    layout->addWidget(m_range);
    m_range->setObjectName(parameter.name + u"Range"_s);
    m_range->setTextFormat(Qt::PlainText);
    m_range->setWordWrap(true);
    m_range->setForegroundRole(QPalette::PlaceholderText);
    if (parameter.kind == Kind::Choice) {
        makeChoice();
        row->addWidget(m_choice, 1);
        setFocusProxy(m_choice);
    } else if (parameter.kind == Kind::Numbers) {
        makeNumbers();
        row->addWidget(m_numbers, 1);
        setFocusProxy(m_numbers);
    } else {
        makeNumber();
        row->addWidget(m_number, 1);
        if (m_units) {
            row->addWidget(m_units);
        }
        setFocusProxy(m_number);
    }
    m_range->setVisible(!m_range->text().isEmpty());
}

void ParameterEditor::makeNumber()
{
    constexpr double kFarthest = 1'000'000; // what is out of range is refused in words, not turned into something else
    m_number = new QDoubleSpinBox(this);
    m_number->setObjectName(m_parameter.name + u"Edit"_s);
    m_number->setAccessibleName(m_parameter.label);
    m_number->setRange(-kFarthest, kFarthest);
    m_number->setGroupSeparatorShown(false);
    m_number->setValue(currentValue(m_parameter, m_state, m_unit)
                           .value_or(m_parameter.name == u"year" ? double(QDate::currentDate().year())
                                                                 : rangeOf(m_parameter, m_state).least.value_or(0)));
    if (m_parameter.unit == kCelsius) {
        m_units = new QComboBox(this);
        m_units->setObjectName(m_parameter.name + u"Unit"_s);
        m_units->setAccessibleName(tr("Unit of %1").arg(m_parameter.label));
        m_units->addItems({kCelsius, kFahrenheit});
        m_units->setCurrentText(preferredUnit());
        connect(m_units, &QComboBox::currentTextChanged, this, [this](const QString &unit) {
            preferredUnit() = unit;
            useUnit(unit);
        });
    }
    useUnit(m_units ? m_units->currentText() : m_unit);
}

void ParameterEditor::useUnit(const QString &unit)
{
    constexpr double kTenths = 10;
    const bool isWhole = m_parameter.kind == Kind::Integer || unit == kFahrenheit;
    const double value = toUnit(fromUnit(m_number->value(), m_unit), unit);
    m_unit = unit;
    m_number->setDecimals(isWhole ? 0 : 1);
    m_number->setSingleStep(isWhole ? 1 : 0.5);
    m_number->setValue(isWhole ? std::round(value) : std::round(value * kTenths) / kTenths);
    m_number->setSuffix(m_units || unit.isEmpty() ? QString() : u"\u2009"_s + unit);
    const QString range = rangeText(m_parameter, rangeOf(m_parameter, m_state), unit);
    m_range->setText(range.isEmpty() ? QString() : tr("From %1").arg(range));
}

void ParameterEditor::makeChoice()
{
    m_choice = new QComboBox(this);
    m_choice->setObjectName(m_parameter.name + u"Edit"_s);
    m_choice->setAccessibleName(m_parameter.label);
    const auto now = currentValue(m_parameter, m_state, {});
    for (const auto &[number, label] : choicesOf(m_parameter)) {
        m_choice->addItem(label, number);
        if (now && *now == double(number)) {
            m_choice->setCurrentIndex(m_choice->count() - 1);
            m_range->setText(tr("Now: %1").arg(label));
        }
    }
}

void ParameterEditor::makeNumbers()
{
    m_numbers = new QLineEdit(this);
    m_numbers->setObjectName(m_parameter.name + u"Edit"_s);
    m_numbers->setAccessibleName(m_parameter.label);
    m_numbers->setText(QString::number(QDate::currentDate().month()));
    m_range->setText(tr("Several with commas, or from–to: 1-3, 12"));
}

CommandArgument ParameterEditor::argument() const
{
    if (m_choice) {
        return {.value = m_choice->currentData().toLongLong()};
    }
    if (m_numbers) {
        return {.value = numbersOf(m_numbers->text())};
    }
    return {.value = m_number->value(), .unit = m_unit};
}

} // namespace ember

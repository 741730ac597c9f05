// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: MIT
#include "admission.h"

namespace ember {

using namespace Qt::StringLiterals;

QString Admission::complaint(const Event &event)
{
    if (event.isNull() || event.name().startsWith("emitter."_L1)) {
        return {};
    }
    const qsizetype bytes = m_payloadBytes > 0 && event.payload() ? event.payload()->byteSize() : 0;
    if (bytes > m_payloadBytes) {
        m_losses.note(LossLedger::TooLarge, event.name(), u"more than %1 bytes"_s.arg(m_payloadBytes));
        return u"\"%1\" was refused: its payload has %2 bytes, the limit is %3 (EmitterLimits::payloadBytes)"_s.arg(
            event.name(), QString::number(bytes), QString::number(m_payloadBytes));
    }
    if (m_rates.isOn() && !m_rates.take(event.nameSymbol(), std::chrono::steady_clock::now())) {
        const QString rate = QString::number(m_rates.limitOf(event.nameSymbol()).perSecond);
        m_losses.note(LossLedger::TooOften, event.name(), u"more than %1 a second"_s.arg(rate));
        return u"\"%1\" was refused: it comes more often than %2 times a second (EmitterLimits::rate)"_s.arg(
            event.name(), rate);
    }
    return {};
}

} // namespace ember

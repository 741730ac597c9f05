// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "slowhandlers.h"

#include <ember/session/slowhandler.h>

#include <QtCore/QLoggingCategory>

namespace ember {

using namespace Qt::StringLiterals;

namespace {

Q_LOGGING_CATEGORY(lcHandlers, "ember.session.handlers", QtWarningMsg)

} // namespace

void SlowHandlers::look(const TraceBatch &batch, const EventEmitter &emitter)
{
    for (const EmissionTrace &trace : batch.emissions) {
        if (trace.durationNs < quint64(kSlowHandler.count())) {
            continue;
        }
        for (const HandlerRun &run : batch.runsOf(trace)) {
            if (run.durationNs < quint64(kSlowHandler.count()) || run.durationNs < 2 * m_told.value(run.handler)) {
                continue;
            }
            m_told[run.handler] = run.durationNs;
            const auto info = emitter.handlerInfo(run.handler);
            qCWarning(lcHandlers).noquote() << u"the handler \"%1\" (%2:%3) took %4 s for %5%6"_s.arg(info->name,
                info->file, QString::number(info->line), QString::number(double(run.durationNs) / 1e9, 'f', 1),
                trace.event.name(), info->asynchronous ? QString() : u"; every other event waited"_s);
        }
    }
}

} // namespace ember

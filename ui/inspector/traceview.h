// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/tracemodel.h"

#include <QtWidgets/QWidget>

class QLabel;
class QTreeView;

namespace ember {

/// Which handlers ran for an event, in which order, when, how long and with which outcome, and the events it caused.
class TraceView : public QWidget
{
    Q_OBJECT

public:
    explicit TraceView(HandlerLookup lookup, QWidget *parent = nullptr);

    void setEntries(Descendants descendants);
    void clear();
    [[nodiscard]] TraceModel *model() const noexcept { return m_model; }

Q_SIGNALS:
    void rowRequested(ember::LogRow row);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitColumns();

    TraceModel *m_model;
    QTreeView *m_tree;
    QLabel *m_header;
};

} // namespace ember

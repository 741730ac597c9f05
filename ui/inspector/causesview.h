// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspector/causesmodel.h"

#include <QtWidgets/QWidget>

class QLabel;
class QTreeView;

namespace ember {

/// Where an event came from and what followed from it. Activating one asks for its row.
class CausesView : public QWidget
{
    Q_OBJECT

public:
    explicit CausesView(QWidget *parent = nullptr);

    void setEntries(Causes causes, Descendants descendants, QStringList summaries);
    void clear();
    [[nodiscard]] CausesModel *model() const noexcept { return m_model; }

Q_SIGNALS:
    void rowRequested(ember::LogRow row);

private:
    CausesModel *m_model;
    QTreeView *m_tree;
    QLabel *m_header;
};

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/paddedheader.h"
#include "log/rowtext.h"

namespace ember {

/// The headings of the log: columns that can be moved, resized and hidden. The summary takes the room that is left
/// until the person gives it a width.
class LogHeader : public PaddedHeader
{
    Q_OBJECT

public:
    explicit LogHeader(QWidget *parent);

    /// Gives the summary what is left of `width`.
    void fit(int width);
    /// The first order, widths and visibility.
    void reset();
    /// Whether the person gave the summary a width of its own.
    [[nodiscard]] bool isSummaryFixed() const noexcept { return m_summaryFixed; }

    [[nodiscard]] QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void setStandardWidths();

    int m_width = 0;
    bool m_fitting = false;
    bool m_byPerson = false;
    bool m_summaryFixed = false;
};

} // namespace ember

// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "log/rowtext.h"

#include <QtWidgets/QHeaderView>

#include <bitset>

namespace ember {

/// The headings of the log: columns that can be moved, resized and hidden. The summary takes the room that is left
/// until the person gives it a width; where that is little, columns whose width nobody chose give some of theirs.
class LogHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit LogHeader(QWidget *parent);

    /// Gives the summary what is left of `width`.
    void fit(int width);
    /// The first order, widths and visibility; what the view does at a reset, too.
    void reset() override;
    /// Whether the person gave the summary a width of its own.
    [[nodiscard]] bool isSummaryFixed() const noexcept { return m_fixed[std::size_t(LogColumn::Summary)]; }

    [[nodiscard]] QByteArray saveColumns() const;
    bool restoreColumns(const QByteArray &state);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    struct Widths
    {
        int standard = 0; ///< shows what usually stands there whole
        int least = 0; ///< where room is short
    };
    [[nodiscard]] Widths widthsOf(LogColumn column) const;
    [[nodiscard]] bool isStandard(LogColumn column) const;
    void setStandardWidths();

    int m_width = 0;
    bool m_fitting = false;
    bool m_byPerson = false;
    std::bitset<kLogColumns> m_fixed; // columns the person gave a width
};

} // namespace ember

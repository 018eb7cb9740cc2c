"""The matplotlib kit: style, pages, panels and labels, without any knowledge of KPIs."""

using System.Runtime.CompilerServices;

namespace Analytics.Core.EventLog;

/// <summary>The string index of each <see cref="EventField"/>.</summary>
[InlineArray(SegmentFormat.TextFields)]
internal struct SegmentTexts
{
    private int _first;
}

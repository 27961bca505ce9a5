namespace Analytics.Core.Queries.Visitors;

/// <summary>Events of a visitor in one segment.</summary>
/// <param name="Visitor">The visitor's id.</param>
/// <param name="FirstSecond">The second of the first event, Unix time.</param>
/// <param name="From">Index of the first event in its list.</param>
/// <param name="Count">The number of events.</param>
/// <param name="Marks">The marks of any of the events.</param>
internal readonly record struct VisitorPiece(ulong Visitor, long FirstSecond, int From, int Count, uint Marks);

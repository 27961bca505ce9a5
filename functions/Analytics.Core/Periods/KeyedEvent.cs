namespace Analytics.Core.Periods;

/// <summary>An event with an id.</summary>
/// <param name="Key">The id's key; see <see cref="EventIdentity"/>.</param>
/// <param name="Visitor">The visitor.</param>
/// <param name="Second">The event's second, Unix time.</param>
/// <param name="Millisecond">Milliseconds within the second.</param>
internal readonly record struct KeyedEvent(ulong Key, ulong Visitor, long Second, int Millisecond);

namespace Analytics.Core.Collection;

/// <summary>
/// The position of a text of an event: in the request's body, or in the draft's scratch buffer if it was unescaped. Length 0 means
/// absent.
/// </summary>
internal readonly record struct TextSlice(int Start, int Length, bool InScratch)
{
    public bool IsEmpty => Length == 0;
}

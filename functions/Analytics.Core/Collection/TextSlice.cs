namespace Analytics.Core.Collection;

/// <summary>Where a text of an event stands: in the request's body, or in the draft's scratch if it had to be unescaped. Length 0 means absent.</summary>
internal readonly record struct TextSlice(int Start, int Length, bool InScratch)
{
    public bool IsEmpty => Length == 0;
}

namespace Analytics.Azure.Tables;

/// <summary>A reference of an entity to its overflow: the content of the row that does not fit the entity.</summary>
/// <param name="Generation">Names this version of the content; no two writes share one.</param>
/// <param name="Length">Bytes of head and body in the overflow.</param>
/// <param name="HeadLength">Number of bytes of the head among them; 0 if the head is in the entity.</param>
internal readonly record struct OverflowReference(string Generation, int Length, int HeadLength);

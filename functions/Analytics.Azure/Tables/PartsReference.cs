namespace Analytics.Azure.Tables;

/// <summary>What an entity says of a body that is in parts.</summary>
/// <param name="Generation">Names this version of the content; no two writes share one.</param>
/// <param name="Length">Bytes of head and body in the parts.</param>
/// <param name="HeadLength">How many of them are the head; 0 if it is in the entity.</param>
internal readonly record struct PartsReference(string Generation, int Length, int HeadLength);

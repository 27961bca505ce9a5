namespace Analytics.Local.Clients;

/// <summary>An event of a batch that the server did not keep.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Code">The kind of error.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record RejectedEvent(int Index, string Code, string Message);

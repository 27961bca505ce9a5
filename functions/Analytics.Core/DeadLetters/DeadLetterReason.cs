namespace Analytics.Core.DeadLetters;

/// <summary>The error for which a stage set something aside.</summary>
/// <param name="Type">The exception's type.</param>
/// <param name="Message">The exception's message.</param>
public sealed record DeadLetterReason(string Type, string Message)
{
    /// <summary>Converts an exception.</summary>
    public static DeadLetterReason Of(Exception exception) => new(exception.GetType().Name, exception.Message);
}

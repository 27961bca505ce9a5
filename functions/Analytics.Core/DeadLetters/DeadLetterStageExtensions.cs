namespace Analytics.Core.DeadLetters;

/// <summary>The names of stages in the API and in metrics.</summary>
public static class DeadLetterStageExtensions
{
    /// <summary>Returns the stage's name in lower case.</summary>
    public static string Name(this DeadLetterStage stage) => stage.ToString().ToLowerInvariant();
}

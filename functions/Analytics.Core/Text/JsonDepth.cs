using System.Text.Json;

namespace Analytics.Core.Text;

/// <summary>Tells JSON that is nested too deeply from what is no JSON; readers refuse both alike. Thread-safe.</summary>
public static class JsonDepth
{
    /// <summary>Returns true if a text is nested too deeply and is JSON up to there. O(n).</summary>
    /// <param name="utf8Json">The text.</param>
    /// <param name="maxDepth">The greatest allowed number of arrays and objects around each other.</param>
    public static bool IsBeyond(ReadOnlySpan<byte> utf8Json, int maxDepth)
    {
        var json = new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        try
        {
            while (json.Read())
            {
                if (json.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject && json.CurrentDepth >= maxDepth)
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // It is no JSON.
        }

        return false;
    }

    /// <summary>Returns the refusal of a body that is nested too deeply, with the remedy.</summary>
    /// <param name="maxDepth">The greatest allowed number of arrays and objects around each other.</param>
    public static string Refusal(int maxDepth) => $"The body is nested more than {maxDepth} deep; send it flatter.";
}

using Spectre.Console.Rendering;

namespace Analytics.Local.CommandLine;

/// <summary>
/// Makes control characters visible in everything that the program writes to a terminal. Logs, hosts and error messages have texts that
/// anybody can send, and a terminal obeys what follows an escape character.
/// </summary>
internal sealed class VisibleText : IRenderHook
{
    private const char Escaped = '\u2400';
    private const char EscapedDelete = '\u2421';

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Visible(renderable));

    /// <summary>Returns a text with its control characters as symbols. Tabs and line ends stay.</summary>
    public static string Of(string text) =>
        IndexOfControl(text) < 0
            ? text
            : string.Create(
                text.Length,
                text,
                static (visible, text) =>
                {
                    for (var i = 0; i < visible.Length; i++)
                    {
                        visible[i] = IsHidden(text, i) ? Symbol(text[i]) : text[i];
                    }
                }
            );

    private static int IndexOfControl(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsHidden(text, i))
            {
                return i;
            }
        }

        return -1;
    }

    // A carriage return alone would write over the line.
    private static bool IsHidden(string text, int index) =>
        text[index] switch
        {
            '\n' or '\t' => false,
            '\r' => index + 1 == text.Length || text[index + 1] != '\n',
            var c => char.IsControl(c),
        };

    private static char Symbol(char control) =>
        control switch
        {
            < ' ' => (char)(Escaped + control),
            '\x7F' => EscapedDelete,
            _ => '\uFFFD',
        };

    /// <summary>A renderable with its texts made visible; the terminal's own commands, such as colours, are no texts and stay.</summary>
    private sealed class Visible(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            inner
                .Render(options, maxWidth)
                .Select(segment => segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(Of(segment.Text), segment.Style));
    }
}

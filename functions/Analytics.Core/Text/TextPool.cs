using System.Text;

namespace Analytics.Core.Text;

/// <summary>A table whose number 0 is the empty text. Not thread-safe.</summary>
internal sealed class TextPool : TextTable
{
    public TextPool() => Intern([]);

    public string GetString(int id) => Encoding.UTF8.GetString(this[id]);

    public int Intern(string text)
    {
        Span<byte> buffer = stackalloc byte[512];
        if (text.Length * 3 > buffer.Length)
        {
            return Intern(Encoding.UTF8.GetBytes(text));
        }

        return Intern(buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
    }

    /// <summary>Numbers all of some texts.</summary>
    public void InternAll(Utf8Texts texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            Intern(texts[i]);
        }
    }
}

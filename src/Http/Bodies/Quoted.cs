using System.Text;

namespace Orchestry.Http.Bodies;

/// <summary>A client's words as they may be repeated to it: short, and without anything that would break a line.</summary>
internal static class Quoted
{
    private const int Longest = 64;

    public static string Of(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            shown.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return shown.Append(text.Length > Longest ? "...'" : "'").ToString();
    }
}

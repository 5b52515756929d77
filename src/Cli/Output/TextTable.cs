namespace Orchestry.Cli.Output;

/// <summary>
/// Rows in columns, two spaces apart, never cut or wrapped: what people read and <c>awk</c> takes apart. Spectre's tables fit themselves to the
/// width of a terminal, which is wrong for a pipe, and cost a start more than all the rest of a command.
/// </summary>
internal sealed class TextTable(params string[] headers)
{
    private const string Unknown = "-";
    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    public void Add(params string?[] cells) =>
        _rows.Add([.. cells.Select(c => string.IsNullOrEmpty(c) ? Unknown : PlainText.Of(c))]);

    /// <summary>Writes it to standard output; words in <paramref name="stateColumn"/> are coloured for people.</summary>
    public async Task WriteAsync(Surroundings around, int stateColumn = -1)
    {
        var widths = headers.Select((h, i) => _rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        await WriteRowAsync(around, headers, widths, -1);
        foreach (var row in _rows)
        {
            await WriteRowAsync(around, row, widths, stateColumn);
        }
    }

    private static async Task WriteRowAsync(Surroundings around, string[] cells, int[] widths, int stateColumn)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            await around.Out.WriteAsync(i == stateColumn ? Tint.State(cells[i], around) : cells[i]);
            // No blanks at the end of a line.
            await around.Out.WriteAsync(i == cells.Length - 1 ? around.Out.NewLine : new string(' ', widths[i] - cells[i].Length + 2));
        }
    }
}

namespace Orchestry.Ingress.Embedded;

/// <summary>The table that requests go by now.</summary>
internal sealed class TableInForce(RoutedTable first)
{
    private volatile RoutedTable _current = first;

    public RoutedTable Current => _current;

    /// <summary>Has everything that begins from now on go by another table.</summary>
    public void Replace(RoutedTable next)
    {
        var before = _current;
        _current = next;
        before.WasReplaced();
    }
}

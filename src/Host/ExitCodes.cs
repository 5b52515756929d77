namespace Orchestry.Host;

/// <summary>What the process answers to whoever started it.</summary>
internal static class ExitCodes
{
    /// <summary>Stopped by request.</summary>
    public const int Success = 0;

    /// <summary>A defect ended it: whoever runs it should start it anew.</summary>
    public const int Defect = 1;

    /// <summary>Settings or arguments are wrong, or must not be with what is stored.</summary>
    public const int Usage = 2;

    /// <summary>The database can't be opened.</summary>
    public const int Database = 3;

    /// <summary>The address can't be listened on.</summary>
    public const int Address = 4;
}

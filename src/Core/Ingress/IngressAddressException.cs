namespace Orchestry.Core.Ingress;

/// <summary>The ingress can't listen where it is told to. The message names the address and the settings.</summary>
public sealed class IngressAddressException : IOException
{
    /// <inheritdoc/>
    public IngressAddressException()
    {
    }

    /// <inheritdoc/>
    public IngressAddressException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public IngressAddressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}

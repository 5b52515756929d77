namespace Orchestry.ClusterRig.Traffic;

/// <summary>One node's ingress, as a client in front of several has it: whoever takes its node down says so before.</summary>
internal sealed class Entrance(Uri address)
{
    private volatile bool _isDown;

    public Uri Address => address;

    /// <summary>Whether its node is down, or may be: what is sent there is lost with the node and by nobody's fault.</summary>
    public bool IsDown
    {
        get => _isDown;
        set => _isDown = value;
    }
}

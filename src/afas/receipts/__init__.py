"""The recapitulative (*récapitulatif*) and the receipt (*accusé de transmission*) of a declaration; documents in PDF.

What an approver sees before signing, and downloads once it is transmitted. Before it is signed it says so; whatever is
illustrative, provisional or late says so too. Any document, a ledger's or an explanation's, is printed by `to_pdf`.
"""

from afas.receipts._content import EstimateOfOtherData, receipt
from afas.receipts._receipt import Receipt, to_pdf

__all__ = ["EstimateOfOtherData", "Receipt", "receipt", "to_pdf"]

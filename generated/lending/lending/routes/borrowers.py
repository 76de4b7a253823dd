"""The endpoints of borrowers."""

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lending.circulation import loans_out
from lending.extensions import db
from lending.fines import owed_cents
from lending.models import Borrower, Copy
from lending.schemas import (
    BorrowedCopy,
    BorrowerView,
    CreateBorrowerRequest,
    CreateBorrowerResponse,
    read_json,
)

borrowers = Blueprint("borrowers", __name__)


@borrowers.post("/borrowers")
def create_borrower() -> ResponseReturnValue:
    """Borrowers are registered with a name and an email address; the same…"""
    body = read_json(CreateBorrowerRequest)
    borrower = Borrower(
        name=body.name,
        email=body.email,
    )
    db.session.add(borrower)
    try:
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        abort(409)
    return CreateBorrowerResponse.model_validate(borrower).model_dump(), 201


@borrowers.get("/borrowers/<int:borrower_id>")
def get_borrower(borrower_id: int) -> ResponseReturnValue:
    """One borrower, with what they owe and the copies they have out and the day each is due."""
    borrower = db.session.get(Borrower, borrower_id)
    if borrower is None:
        abort(404, "There is no such borrower.")
    loans = loans_out(borrower)
    copies = db.session.scalars(
        select(Copy).where(Copy.id.in_([loan.copy_id for loan in loans]))
    )
    barcodes = {copy.id: copy.barcode for copy in copies}
    view = BorrowerView(
        id=borrower.id,
        name=borrower.name,
        email=borrower.email,
        owed=owed_cents(borrower),
        loans=[
            BorrowedCopy(
                loan_id=loan.id,
                copy_id=loan.copy_id,
                barcode=barcodes[loan.copy_id],
                due_on=loan.due_on,
            )
            for loan in loans
        ],
    )
    return view.model_dump(mode="json"), 200
